/**
 * The DynamoDB stand-in: tables, items, expressions, transactions. Depends on {@code wire}, {@code
 * durable} and {@code json}. Start reading at {@link
 * io.tappass.localstack.dynamodb.DynamoDbService}.
 */
@NullMarked
package io.tappass.localstack.dynamodb;

import org.jspecify.annotations.NullMarked;
