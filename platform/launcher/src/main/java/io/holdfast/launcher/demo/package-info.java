/// Halls to try Holdfast out in, and the generator that drew them.
///
/// The plans are kept as files under `resources/demo`, in the JSON format of the pretix seating-plan editor, so that
/// they are imported exactly as an organiser's own plan is. [DemoHalls#main] writes them anew after a change here; a
/// test notices when that was forgotten.
@NullMarked
package io.holdfast.launcher.demo;

import org.jspecify.annotations.NullMarked;
