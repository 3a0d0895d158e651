/// Keeps the chart true: it renders, Kubernetes would take every object, and it says the same as the services.
///
/// Nothing here needs a cluster. Helm is embedded, Kubernetes' own API model validates what comes out, and the
/// services' manifests are those which their builds have just generated.
@NullMarked
package io.holdfast.helm;

import org.jspecify.annotations.NullMarked;
