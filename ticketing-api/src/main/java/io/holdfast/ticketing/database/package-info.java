/// Connections to PostgreSQL: how far they are used, and where people who only look are led.
@NullMarked
package io.holdfast.ticketing.database;

import org.jspecify.annotations.NullMarked;
