const list = document.querySelector("ul");
const signIn = document.querySelector("#sign-in");

async function call(method, path, value) {
  const response = await fetch(path, {
    method,
    headers: value ? {"content-type": "application/json"} : {},
    body: value ? JSON.stringify(value) : undefined,
  });
  if (!response.ok) throw new Error(await response.text());
  return response.status === 204 ? null : response.json();
}

function show(issue) {
  const found = document.getElementById(`issue-${issue.id}`);
  const item = found ?? document.createElement("li");
  item.id = `issue-${issue.id}`;
  item.className = issue.state;
  item.textContent = `${issue.title} (${issue.user}) `;
  const button = document.createElement("button");
  button.textContent = issue.state === "open" ? "close" : "open again";
  button.onclick = () => call("PATCH", `/api/issues/${issue.id}`, {state: issue.state === "open" ? "closed" : "open"});
  item.append(button);
  if (!found) list.prepend(item);
}

async function begin() {
  for (const issue of (await call("GET", "/api/issues")).reverse()) show(issue);
  signIn.hidden = true;
  document.querySelector("main").hidden = false;
  const events = new EventSource("/api/events");
  for (const name of ["made", "changed"]) events.addEventListener(name, (event) => show(JSON.parse(event.data)));
  events.addEventListener("gone", (event) => document.getElementById(`issue-${JSON.parse(event.data).id}`)?.remove());
}

signIn.onsubmit = async (event) => {
  event.preventDefault();
  await call("POST", "/session", Object.fromEntries(new FormData(signIn))).then(begin, (error) => alert(error.message));
};
document.querySelector("#make").onsubmit = (event) => {
  event.preventDefault();
  call("POST", "/api/issues", Object.fromEntries(new FormData(event.target))).then(() => event.target.reset());
};
begin().catch(() => {});
