/// A text message provider to practise with: speaks NAVER Cloud Platform's SENS (SMS API v2), sends nothing, and shows
/// what it was given on a page.
@NullMarked
package io.holdfast.simulators.sms;

import org.jspecify.annotations.NullMarked;
