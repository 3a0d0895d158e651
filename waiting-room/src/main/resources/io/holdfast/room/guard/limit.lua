-- Takes from token buckets: for each request from all of its buckets, or from none of them.
--
-- Requests of the same moment are asked about together, and answered one after the other.
--
-- KEYS[…]  buckets, those of the first request first. A bucket is kept as the moment at which it is full again, epoch
--          milliseconds with a fraction; a full one is not kept. One that counts has after it, with blanks between: a
--          minute since 1970, what was taken in that minute, and in the one before.
-- ARGV[1]  now      epoch milliseconds; empty: Redis' own clock
-- ARGV[…]  for each request the number of its buckets, and then for each of these
--            burst    tokens in a full bucket, >= 1
--            every    milliseconds until a token comes back, > 0
--            take     tokens wanted, 0 or 1
--            counts   1: tells what was taken within the last minute; else 0
--
-- Returns for each request: milliseconds until it may be tried again (0: taken), which of its buckets is the emptiest
-- (from 1 on; 0: taken), and what was taken within the last minute from its buckets that count (0 if refused).

local MINUTE = 60000
-- A bucket is kept to this part of a millisecond.
local ROUNDED = 0.001

local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + time[2] / 1000
end
local this_minute = math.floor(now / MINUTE)

local function number(text)
  return tonumber(text) or 0
end

local function look(key, burst, every, counts)
  local kept = redis.call('GET', key) or ''
  local full, minute, taken, before = string.match(kept, '^(%S+) ?(%S*) ?(%S*) ?(%S*)$')
  minute, taken, before = number(minute), number(taken), number(before)
  if minute < this_minute then
    before = minute == this_minute - 1 and taken or 0
    taken = 0
  end
  -- No bucket is emptier than empty, whatever another clock once said.
  full = math.min(math.max(number(full), now), now + burst * every)
  return { key = key, full = full, counts = counts, taken = taken, before = before }
end

local function keep(bucket)
  local text, lasts = string.format('%.3f', bucket.full), bucket.full - now
  if bucket.counts then
    text = string.format('%s %d %d %d', text, this_minute, bucket.taken, bucket.before)
    lasts = math.max(lasts, (this_minute + 2) * MINUTE - now)
  end
  redis.call('SET', bucket.key, text, 'PX', math.ceil(lasts))
end

local answers = {}
local key, arg = 1, 2
while arg <= #ARGV do
  local wait, emptiest, crowd, wanted = 0, 0, 0, {}
  local buckets = tonumber(ARGV[arg])
  arg = arg + 1
  for i = 1, buckets do
    local burst, every, take = tonumber(ARGV[arg]), tonumber(ARGV[arg + 1]), tonumber(ARGV[arg + 2])
    local bucket = look(KEYS[key], burst, every, ARGV[arg + 3] == '1')
    key, arg = key + 1, arg + 4
    if take > 0 then
      bucket.full = bucket.full + take * every
      bucket.taken = bucket.taken + take
      wanted[#wanted + 1] = bucket
      local short = math.ceil(bucket.full - now - burst * every - ROUNDED)
      if short > wait then
        wait, emptiest = short, i
      end
    end
    if bucket.counts then
      crowd = crowd + bucket.taken + math.floor(bucket.before * (1 - now % MINUTE / MINUTE))
    end
  end
  if wait == 0 then
    for _, bucket in ipairs(wanted) do
      keep(bucket)
    end
  end
  answers[#answers + 1] = wait
  answers[#answers + 1] = emptiest
  answers[#answers + 1] = wait == 0 and crowd or 0
end
return answers
