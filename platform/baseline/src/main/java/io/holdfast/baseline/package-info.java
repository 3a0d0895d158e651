/// Two endpoints as bare as Quarkus allows. Neither blocks: each runs on the event loop that read the request.
@NullMarked
package io.holdfast.baseline;

import org.jspecify.annotations.NullMarked;
