/** The control ports on S3, KMS and DynamoDB. The only code that imports the AWS SDK. */
@NullMarked
package io.tappass.aws;

import org.jspecify.annotations.NullMarked;
