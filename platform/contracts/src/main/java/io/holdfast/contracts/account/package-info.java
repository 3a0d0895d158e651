/// Who is asking, carried by the browser from service to service without a call between them.
@NullMarked
package io.holdfast.contracts.account;

import org.jspecify.annotations.NullMarked;
