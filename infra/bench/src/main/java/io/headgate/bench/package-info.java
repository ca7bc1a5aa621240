/**
 * Benchmarks of the streams on a stack of their own, the oracle that says whether their stores are
 * right, and room for fault injection ({@code io.headgate.bench.faults}) on top of both.
 */
package io.headgate.bench;
