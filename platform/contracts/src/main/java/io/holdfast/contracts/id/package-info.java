/// Typed names. Two ids of different kinds cannot be mixed up, and none of them says anything about a person.
@NullMarked
package io.holdfast.contracts.id;

import org.jspecify.annotations.NullMarked;
