/* Acting: copies letters, posts and texts; turns a letter's gaps into a form with a live letter, count and mail link.
   Without this file the letter, its mail link and the text remain. Nothing that is typed leaves the page. */

const LONG = 34;

/** The words of a letter, a blank line between paragraphs. */
const wordsOf = (letter) =>
  [...letter.querySelectorAll("p:not(.subject)")].map((p) => p.textContent.trim()).join("\n\n");

/** Say something beside a button, where it is heard too. */
function say(button, words) {
  let line = button.parentElement.querySelector("[role=status]");
  if (!line) {
    line = document.createElement("span");
    line.setAttribute("role", "status");
    button.after(line);
  }
  line.textContent = words;
}

/** What a copy button copies: the text beside it, or the letter above it. */
function textFor(button) {
  const source = button.parentElement.querySelector("[data-copy]");
  return source ? (source.value ?? source.textContent) : wordsOf(button.closest(".action-box").querySelector(".letter"));
}

if (navigator.clipboard) {
  for (const button of document.querySelectorAll("button.copy")) {
    button.hidden = false;
    button.addEventListener("click", () =>
      navigator.clipboard.writeText(textFor(button)).then(
        () => say(button, "Copied"),
        () => say(button, "It could not be copied"),
      ),
    );
  }
}

/** A labelled field for one gap; a long gap gets a box. */
function field(gap, id, change) {
  const label = document.createElement("label");
  const input = document.createElement(gap.length > LONG ? "textarea" : "input");
  label.htmlFor = input.id = id;
  label.textContent = gap;
  input.autocomplete = "off";
  input.addEventListener("input", () => change(input.value));
  return [label, input];
}

for (const box of document.querySelectorAll(".action-box")) {
  const letter = box.querySelector(".letter");
  const marks = letter ? [...letter.querySelectorAll("mark")] : [];
  if (!marks.length) continue;
  const link = box.querySelector("a.action");
  const form = document.createElement("form");
  const count = document.createElement("p");
  count.className = "block-note";
  const update = () => {
    const words = wordsOf(letter);
    const href = link.href.replace(/body=.*$/, "");
    link.href = `${href}body=${encodeURIComponent(words.replaceAll("\n", "\r\n"))}`;
    const left = marks.filter((mark) => mark.classList.contains("gap")).length;
    count.textContent = `${words.split(/\s+/).length} words. ${left ? `Still to fill in: ${left}.` : "Ready to send."}`;
  };
  const gaps = new Map();
  for (const mark of marks) {
    mark.classList.add("gap");
    gaps.set(mark.textContent, [...(gaps.get(mark.textContent) ?? []), mark]);
  }
  let number = 0;
  for (const [gap, places] of gaps) {
    form.append(
      ...field(gap.slice(1, -1), `${box.id}-${(number += 1)}`, (value) => {
        for (const place of places) {
          place.textContent = value.trim() || gap;
          place.classList.toggle("gap", !value.trim());
        }
        update();
      }),
    );
  }
  form.addEventListener("submit", (event) => event.preventDefault());
  form.append(count);
  letter.before(form);
  update();
}
