// A small bell: rings while something waits, once the person has allowed sound by a click.
const EVERY = 6000;
const KEPT = "bell";

/** Returns ring(isWaiting) and stop(); the button turns the sound on and off. */
export function startBell(button) {
  let sound = null;
  let timer = 0;
  let isWaiting = false;
  button.hidden = false;
  const strike = () => {
    if (sound?.state === "running" && isWaiting) chime(sound);
  };
  const turn = (isOn) => {
    button.setAttribute("aria-pressed", String(isOn));
    localStorage.setItem(KEPT, isOn ? "on" : "off");
    clearInterval(timer);
    if (!isOn) return;
    sound ??= new AudioContext();
    sound.resume().then(strike);
    timer = setInterval(strike, EVERY);
  };
  const onClick = () => turn(button.getAttribute("aria-pressed") !== "true");
  // A browser lets sound begin only with a gesture: the first click anywhere counts.
  const onFirst = () => localStorage.getItem(KEPT) === "on" && turn(true);
  button.addEventListener("click", onClick);
  if (localStorage.getItem(KEPT) === "on") {
    document.addEventListener("pointerdown", onFirst, { once: true });
  }
  return {
    ring(waits) {
      const begins = waits && !isWaiting;
      isWaiting = waits;
      if (begins) strike();
    },
    stop() {
      clearInterval(timer);
      button.removeEventListener("click", onClick);
      document.removeEventListener("pointerdown", onFirst);
      sound?.close();
    },
  };
}

function chime(sound) {
  for (const [pitch, delay] of [
    [880, 0],
    [1174.7, 0.18],
  ]) {
    const tone = sound.createOscillator();
    const volume = sound.createGain();
    const at = sound.currentTime + delay;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.18, at);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 0.5);
    tone.connect(volume).connect(sound.destination);
    tone.start(at);
    tone.stop(at + 0.5);
  }
}
