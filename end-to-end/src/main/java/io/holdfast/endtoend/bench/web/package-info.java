/// `./holdfast bench web`: the web app as a fan's three-year-old phone has it. A real Chromium is spoken to by its own
/// protocol, with a processor four times slower and a line of 1.6 Mbit/s.
@NullMarked
package io.holdfast.endtoend.bench.web;

import org.jspecify.annotations.NullMarked;
