/// The waiting room before a sale: who comes first, who is called, and the pass that proves it.
///
/// ```
/// key, redis ◀─ sale ◀─ door ◀─ draw ◀─ queue ◀─ pass
///                        ▲                │       │
///                        ├── guard ◀──────┴───────╯
///                        ╰── staff          page ─▶ sale
/// ```
///
/// Dependencies go one way only, as drawn; a test keeps it so.
@NullMarked
package io.holdfast.room;

import org.jspecify.annotations.NullMarked;
