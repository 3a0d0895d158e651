package io.holdfast.ticketing.hold;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/// What somebody wants who leaves the choice of seats to us.
///
/// @param count how many, together if they can
/// @param grade any when absent
/// @param section anywhere when absent
/// @param area general admission: a place there, without a number. Where there are no seats of the grade it may
///     be absent as long as all areas that fit cost the same; then it is any of them
public record Best(
        @Min(1) @Max(20) int count,
        @Nullable @Size(min = 1, max = 60) String grade,
        @Nullable @Size(min = 1, max = 60) String section,
        @Nullable @Size(min = 1, max = 60) String area) {}
