/// Who of the lobby is called first: settled before anybody has a ticket, and open to anybody's check afterwards.
///
/// [Draw] is the rule, [Draws] the keys, [DrawResource] what is published.
@NullMarked
package io.holdfast.room.draw;

import org.jspecify.annotations.NullMarked;
