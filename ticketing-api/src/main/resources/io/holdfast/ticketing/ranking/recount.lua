-- Puts counts from PostgreSQL in place of what is there.
--
-- KEYS[1]  {ranking}:counted  there while the counts are fresh
-- ARGV[1]  prefix of the buckets: {ranking}:, followed by the minute since 1970; a sorted set, show -> tickets
-- ARGV[2]  the first minute of the window
-- ARGV[3]  the last minute of the window
-- ARGV[4]  from this minute on a bucket that is there stays: facts may be on their way to it
-- ARGV[5]  how long a bucket is kept, seconds
-- ARGV[6]  how long the counts are fresh, seconds
-- ARGV[7]… for each count: minute, show, tickets

local prefix, first, last = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local unsettled, kept = tonumber(ARGV[4]), ARGV[5]

local stays = {}
for minute = first, last do
  local bucket = prefix .. string.format('%d', minute)
  if minute >= unsettled and redis.call('EXISTS', bucket) == 1 then
    stays[minute] = true
  else
    redis.call('DEL', bucket)
  end
end

for i = 7, #ARGV, 3 do
  local minute = tonumber(ARGV[i])
  if not stays[minute] then
    local bucket = prefix .. ARGV[i]
    redis.call('ZADD', bucket, ARGV[i + 2], ARGV[i + 1])
    redis.call('EXPIRE', bucket, kept)
  end
end

redis.call('SET', KEYS[1], '1', 'EX', ARGV[6])
return #stays
