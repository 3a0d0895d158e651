/// Who asks: a browser, and the customer signed in there. For services that customers come to; they know the key with
/// which an account is signed.
@NullMarked
package io.holdfast.visitor;

import org.jspecify.annotations.NullMarked;
