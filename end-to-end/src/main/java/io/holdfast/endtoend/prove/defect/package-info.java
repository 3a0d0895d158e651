/// Known faults, switched on one by one: a checker that finds none of them is worth nothing.
///
/// What the services are built from has no switch for any of them. A small agent changes the text of a statement in a
/// class while it is being loaded, or the database is set up otherwise.
@NullMarked
package io.holdfast.endtoend.prove.defect;

import org.jspecify.annotations.NullMarked;
