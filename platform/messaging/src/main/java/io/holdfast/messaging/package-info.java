/// What makes things happen exactly once, on the database of the service that uses it.
///
/// - [Outbox]: a fact is written in the transaction that made it, so it is told if and only if it happened.
/// - [OutboxRelay]: carries facts to Kafka, oldest first, at least once.
/// - [Broadcast]: tells a measurement straight away, at most once; what is soon out of date is no fact.
/// - [Inbox]: hears each fact once, however often Kafka repeats itself.
/// - [DeadLetter]: what a listener could not act on; tried again by itself, and by staff at [DeadLetterResource].
/// - [IdempotentRequests]: answers a repeated HTTP request with the first answer.
///
/// **Owns** the tables `outbox`, `inbox`, `idempotency_key`, `dead_letter` and `dead_letter_audit` in the schema of its
/// service (`db/messaging`, a Flyway location).
@NullMarked
package io.holdfast.messaging;

import org.jspecify.annotations.NullMarked;
