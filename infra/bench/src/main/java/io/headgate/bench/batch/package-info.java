/** What batch costs: rollups, clustering and checks. */
package io.headgate.bench.batch;
