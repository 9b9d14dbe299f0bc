import { useState } from "react";
import { createRoot } from "react-dom/client";
import "/calls/sdk/elements.js";

const name = new URLSearchParams(location.search).get("name") ?? prompt("Your name");
const getToken = async () => (await fetch(`/token?name=${encodeURIComponent(name)}`)).text();

function App() {
  const [ended, setEnded] = useState([]);
  return (
    <>
      <ringback-phone server="/calls" getToken={getToken} onringback-ended={(event) => setEnded([...ended, event.detail])} />
      <ul>
        {ended.map(({ callId, userId, reason }) => (
          <li key={callId}>
            {userId}: {reason}
          </li>
        ))}
      </ul>
    </>
  );
}

createRoot(document.querySelector("main")).render(<App />);
