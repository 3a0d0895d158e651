/// `./holdfast`: one command for the whole platform on one machine.
///
/// [Main] reads the words typed; [io.holdfast.launcher.house.House] is what they are about.
@NullMarked
package io.holdfast.launcher;

import org.jspecify.annotations.NullMarked;
