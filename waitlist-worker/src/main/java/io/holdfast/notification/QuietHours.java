package io.holdfast.notification;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;

/// The hours in which nobody is told what can wait.
///
/// Korean law allows advertising by electronic means between 21:00 and 08:00 only to those who have consented to that
/// separately (Act on Promotion of Information and Communications Network Utilization and Information Protection,
/// article 50, paragraph 3); the house asks nobody to and sends nothing that is not urgent, advertising or not.
///
/// @param until exclusive; equal to `from`: no hour is quiet
record QuietHours(LocalTime from, LocalTime until) {

    /// @return when the night it is there ends; empty by day
    Optional<Instant> endsAt(Instant now, ZoneId zone) {
        var there = now.atZone(zone);
        var time = there.toLocalTime();
        var overMidnight = from.isAfter(until);
        var evening = !time.isBefore(from) && (overMidnight || time.isBefore(until));
        var morning = time.isBefore(until) && (overMidnight || !time.isBefore(from));
        if (from.equals(until) || !(evening || morning)) {
            return Optional.empty();
        }
        var day = evening && overMidnight ? there.toLocalDate().plusDays(1) : there.toLocalDate();
        return Optional.of(day.atTime(until).atZone(zone).toInstant());
    }
}
