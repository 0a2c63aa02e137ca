// An invoice as a page: the file is saved as soon as it is there.

// It comes as an attachment, so the page stays.
document.addEventListener("file", ({ detail }) => window.location.assign(detail.url));
