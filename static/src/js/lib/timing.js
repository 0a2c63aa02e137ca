/** Calls `run` once things have been quiet for `wait` ms, but at the latest every `most` ms. */
export function settled(run, wait, most = wait * 5) {
  let timer = 0;
  let since = 0;
  return () => {
    const now = performance.now();
    since ||= now;
    clearTimeout(timer);
    timer = setTimeout(
      () => {
        since = 0;
        run();
      },
      Math.max(0, Math.min(wait, since + most - now)),
    );
  };
}
