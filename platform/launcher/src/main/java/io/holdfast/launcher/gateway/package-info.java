/// One address for all services, with the routes of the chart's ingress, so that cookies, origins and the wait page
/// behave as in production.
@NullMarked
package io.holdfast.launcher.gateway;

import org.jspecify.annotations.NullMarked;
