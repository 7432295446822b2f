/**
 * Reading the store: plain HTTP GET with ETag and, where a read credential is configured, a SigV4
 * signature. Nothing here is trusted; the bytes go to the verifier. Depends on the JDK only. Start
 * reading at {@link io.tappass.host.pull.BundleSource}.
 */
@NullMarked
package io.tappass.host.pull;

import org.jspecify.annotations.NullMarked;
