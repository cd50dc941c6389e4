/* Sharing: reveals "Copy link" and the device's own "Share…" where they work. Without this file the plain links remain. */

const COPIED = "Copied";
const FAILED = "The link could not be copied";

/** Copy the story's address and say so in the status line. */
async function copy(url, status) {
  status.textContent = "";
  try {
    await navigator.clipboard.writeText(url);
    status.textContent = COPIED;
  } catch {
    status.textContent = FAILED;
  }
}

/** Open the device's own sharing; closing it is not an error. */
function share(data) {
  navigator.share(data).catch(() => undefined);
}

for (const box of document.querySelectorAll(".share")) {
  const { shareTitle: title, shareUrl: url } = box.dataset;
  const status = box.querySelector("[role=status]");
  const actions = {
    copy: navigator.clipboard && (() => copy(url, status)),
    native: navigator.share && (() => share({ title, url })),
  };
  for (const button of box.querySelectorAll("button[data-share]")) {
    const act = actions[button.dataset.share];
    if (!act) continue;
    button.addEventListener("click", act);
    button.parentElement.hidden = false;
  }
}
