/**
 * The control ports on S3, KMS and DynamoDB; the only code that imports the AWS SDK, which no
 * public signature shows. Depends on {@code control} and what it names. Start reading at {@link
 * io.tappass.aws.AwsBackend}.
 */
@NullMarked
package io.tappass.aws;

import org.jspecify.annotations.NullMarked;
