/**
 * The KMS stand-in: asymmetric signing keys only. Depends on {@code wire}, {@code durable} and
 * {@code json}. Start reading at {@link io.tappass.localstack.kms.KmsService}.
 */
@NullMarked
package io.tappass.localstack.kms;

import org.jspecify.annotations.NullMarked;
