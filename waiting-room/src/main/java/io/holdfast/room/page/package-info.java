/// The page people wait on, the page of the draw and the status page, in Korean and English, with all they
/// need.
///
/// - [WaitPage] gives the pages; they know nothing of anybody, and read the public API like everybody else.
/// - [StatusPage] is drawn whole, and stays readable without a script.
/// - [WaitAssets] gives style and scripts: together with the page less than 30 KiB on the wire.
///
/// The scripts are plain modules: `wait.js` waits, `draw.js` is the permutation of the lobby, `words-….js` is
/// everything that is said.
@NullMarked
package io.holdfast.room.page;

import org.jspecify.annotations.NullMarked;
