/* Loads the player of a video when the reader asks for it. Until then, the page loads nothing from the other site. */
for (const card of document.querySelectorAll(".video-card")) {
  const link = card.querySelector("a");
  const play = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return; // for a new tab or window
    event.preventDefault();
    const player = document.createElement("iframe");
    player.src = card.dataset.player;
    player.title = card.dataset.title;
    player.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
    player.referrerPolicy = "strict-origin-when-cross-origin"; // YouTube refuses to play without it
    link.querySelector(".video-picture").remove();
    card.prepend(player);
    player.focus();
    link.removeEventListener("click", play); // the title leads to the page of the video
  };
  link.addEventListener("click", play);
}
