/// The page people wait on, in Korean and English: one template, one style sheet, one script, all served here.
@NullMarked
package io.holdfast.room.page;

import org.jspecify.annotations.NullMarked;
