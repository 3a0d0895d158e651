/// What the services tell each other: facts, in the past tense, never a person's data in the clear.
///
/// Each event has a sample among the tests (`ticketing.TicketsIssued.v1.json`). The sample is the contract: a
/// change that cannot read the old sample is a new event, not a new version of this one.
@NullMarked
package io.holdfast.contracts.event;

import org.jspecify.annotations.NullMarked;
