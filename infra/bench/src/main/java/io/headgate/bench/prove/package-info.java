/** Proofs: what batch promises, tried as a whole and held against DuckDB. */
package io.headgate.bench.prove;
