import { CallClient } from "ringback";
import { createApp } from "vue";
import App from "./App.vue";

const name = new URLSearchParams(location.search).get("name") ?? prompt("Your name");
const getToken = async () => (await fetch(`/token?name=${encodeURIComponent(name)}`)).text();
const client = new CallClient({ url: "/calls", getToken, presence: true });

createApp(App, { client }).mount("main");
await client.connect();
