/**
 * In-process AWS stand-ins, the embedded default: S3, KMS and DynamoDB as far as our adapters call
 * them, on loopback only, for development only. Depends on {@code json} and the JDK. Start reading
 * at {@link io.tappass.localstack.LocalAws}.
 */
@NullMarked
package io.tappass.localstack;

import org.jspecify.annotations.NullMarked;
