package io.holdfast.room.door;

import io.holdfast.room.sale.Sale;

/// Somebody in this process has looked at a room.
public record RoomSeen(Sale sale, Room room) {}
