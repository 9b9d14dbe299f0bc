import { createRoot } from "react-dom/client";
import { CallClient } from "ringback";
import { App } from "./App.jsx";

const name = new URLSearchParams(location.search).get("name") ?? prompt("Your name");
const getToken = async () => (await fetch(`/token?name=${encodeURIComponent(name)}`)).text();
const client = new CallClient({ url: "/calls", getToken, presence: true });

createRoot(document.querySelector("main")).render(<App client={client} />);
await client.connect();
