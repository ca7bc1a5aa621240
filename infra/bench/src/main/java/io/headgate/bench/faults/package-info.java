/** Faults that the streams must survive, tried on a real stack, with the oracle as the judge. */
package io.headgate.bench.faults;
