import { sentence } from "ringback/words";
import { useCalls } from "./use-calls.js";

export function App({ client }) {
  const { connection, userId, online, calls } = useCalls(client.store);
  const others = [...online].filter((name) => name !== userId);
  const control = (callId) => client.calls.find((call) => call.callId === callId);
  return (
    <>
      <h1>
        {userId} is {connection}
      </h1>
      {others.map((name) => (
        <button key={name} onClick={() => client.call(name)}>
          Call {name}
        </button>
      ))}
      {calls.map((call) => (
        <p key={call.callId}>
          {call.userId}: {call.reason ? sentence(call.reason, { other: call.userId }).what : call.phase}{" "}
          {call.phase === "ringing" && call.direction === "incoming" && (
            <button onClick={() => control(call.callId).accept()}>Answer</button>
          )}
          {call.phase !== "ended" && <button onClick={() => control(call.callId).hangup()}>Hang up</button>}
        </p>
      ))}
    </>
  );
}
