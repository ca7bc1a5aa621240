-- Which windows batch has made final, and by which run: who reads two stores sees whether they agree.
CREATE OR REPLACE VIEW analyst.published_windows
DEFINER = ${definer} SQL SECURITY DEFINER
AS
SELECT * EXCEPT _version
FROM serving.published_windows FINAL;
