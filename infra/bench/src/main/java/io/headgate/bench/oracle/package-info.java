/**
 * Says whether the stores hold what a topic says they must. It shares no code with the jobs: a
 * plain consumer reads the topic, Avro's own reader decodes it, rules are written again in Java,
 * and DuckDB compares.
 */
package io.headgate.bench.oracle;
