import { CallClient } from "ringback";
import { mount } from "svelte";
import App from "./App.svelte";

const name = new URLSearchParams(location.search).get("name") ?? prompt("Your name");
const getToken = async () => (await fetch(`/token?name=${encodeURIComponent(name)}`)).text();
const client = new CallClient({ url: "/calls", getToken, presence: true });

mount(App, { target: document.querySelector("main"), props: { client } });
await client.connect();
