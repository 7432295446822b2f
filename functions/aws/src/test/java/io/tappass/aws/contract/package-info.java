/**
 * One contract suite per AWS service, written against the SDK's own clients. Each runs on our
 * stand-ins and on moto; what moto does otherwise stands in {@link
 * io.tappass.aws.contract.MotoDifferences}. Start reading at {@link
 * io.tappass.aws.contract.S3Contract}.
 */
@NullMarked
package io.tappass.aws.contract;

import org.jspecify.annotations.NullMarked;
