/**
 * The S3 stand-in. Depends on {@code wire}, {@code durable} and {@code json}. Start reading at
 * {@link io.tappass.localstack.s3.S3Service}.
 */
@NullMarked
package io.tappass.localstack.s3;

import org.jspecify.annotations.NullMarked;
