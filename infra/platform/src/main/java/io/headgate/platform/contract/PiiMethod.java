package io.headgate.platform.contract;

/** How a field with personal data is masked before anything is stored. */
public enum PiiMethod {
  /** HMAC-SHA256 under the key {@code pii.hash-key}, in hexadecimal: equal values stay equal. */
  HASH,
  /** The constant {@code ***}. */
  REDACT,
  /** The first characters. */
  TRUNCATE,
  /** No column at all. */
  DROP
}
