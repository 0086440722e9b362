-- Used by other scripts: the id of the entry behind which a group goes on, as XGROUP takes it, and whether it is there.
-- A wanted start is one for XGROUP, or an id with a letter in front: t is cut to the end of the stream, p must be before it.
local function start_of(stream, wanted)
  local kind, id = string.match(wanted, '^([tp])(.*)$')
  if not kind then
    return wanted, true
  end
  local last = '0-0'
  if redis.call('EXISTS', stream) == 1 then
    local info = redis.call('XINFO', 'STREAM', stream)
    for i = 1, #info, 2 do
      if info[i] == 'last-generated-id' then
        last = info[i + 1]
      end
    end
  end
  if less(id, last) then
    return id, true
  end
  return '$', kind == 't'
end

local function has_group(stream, name)
  if redis.call('EXISTS', stream) == 0 then
    return false
  end
  for _, group in ipairs(redis.call('XINFO', 'GROUPS', stream)) do
    for i = 1, #group, 2 do
      if group[i] == 'name' and group[i + 1] == name then
        return true
      end
    end
  end
  return false
end

