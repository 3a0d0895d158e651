-- Counts tickets of one part of the topic, each record once however often it is heard.
--
-- KEYS[1]  {ranking}:heard   hash, partition -> offset of the last record counted
-- ARGV[1]  prefix of the buckets: {ranking}:, followed by the minute since 1970; a sorted set, show -> tickets
-- ARGV[2]  partition
-- ARGV[3]  how long a bucket is kept, seconds
-- ARGV[4]… for each record: offset, minute, show, tickets
--
-- Returns how many records were new.

local heard, prefix, partition, kept = KEYS[1], ARGV[1], ARGV[2], ARGV[3]
local last = tonumber(redis.call('HGET', heard, partition) or '-1')
local new = 0

for i = 4, #ARGV, 4 do
  local offset = tonumber(ARGV[i])
  if offset > last then
    local bucket = prefix .. ARGV[i + 1]
    redis.call('ZINCRBY', bucket, ARGV[i + 3], ARGV[i + 2])
    redis.call('EXPIRE', bucket, kept)
    last = offset
    new = new + 1
  end
end

redis.call('HSET', heard, partition, string.format('%d', last))
return new
