// The order to record the connections that come from now on, where the server has a folder for recordings.
const recordSeconds = 30;
let recordingAgain = null;

async function lookAtRecording() {
  clearTimeout(recordingAgain);
  let told = null;
  try {
    const answer = await fetch("record");
    if (answer.ok) told = await answer.json();
  } catch {
    // The feed says that the server cannot be reached.
  }
  showRecording(told);
}

function showRecording(told) {
  const button = byId("record");
  button.disabled = !told?.folder || told.recording;
  say(button, told?.recording ? `${Math.ceil(told.seconds_left)} s left` : `Record ${recordSeconds} s`);
  say(byId("recording"), recordingText(told));
  if (told?.recording && !isPaused && !document.hidden) recordingAgain = setTimeout(lookAtRecording, 1000);
}

function recordingText(told) {
  if (!told) return "The server has not said whether it can record.";
  if (!told.folder) return "Recording is off: weft serve --recordings DIR names a folder for it; Control: Recordings in a configuration.";
  const so = `${plural(told.connections, "connection")}, ${octets(told.octets)} in ${told.folder}`;
  if (told.recording) return `Recording connections that come now: ${so}`;
  return told.connections > 0 ? `Recorded ${so}; weft inspect reads the files, from ${told.files[0]} on` : `Recordings go to ${told.folder}`;
}

async function record() {
  const button = byId("record");
  if (button.disabled) return;
  button.disabled = true;
  let refused = null;
  try {
    const answer = await fetch(`record?seconds=${recordSeconds}`, { method: "POST" });
    if (!answer.ok) refused = (await answer.json()).message;
  } catch {
    refused = "the server cannot be reached";
  }
  await lookAtRecording();
  if (refused !== null) say(byId("recording"), `Nothing is recorded: ${refused}`);
}
