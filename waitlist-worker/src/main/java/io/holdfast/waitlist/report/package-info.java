/// What those who sell may see of the lines: how many wait for what, and whether it went by the rule. No personal data.
@NullMarked
package io.holdfast.waitlist.report;

import org.jspecify.annotations.NullMarked;
