/// The staff's hand on the door: numbers, pause and resume, and how many are let in how fast. For the roles
/// `organiser` and `operations`, by OIDC bearer token.
@NullMarked
package io.holdfast.room.staff;

import org.jspecify.annotations.NullMarked;
